"""A file that is wrong is refused, and what is said names the line, the place and what was found there."""

from pathlib import Path

import pytest

from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_text

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")

# What stands in the good file, what is put in its place, and all that is then said: line, column, path and finding.
BAD: dict[str, tuple[str, str, list[str]]] = {
    "tab": (
        "    kind: party\n    label: The west",
        "\tkind: party\n    label: The west",
        ["13:1: a tab stands here"],
    ),
    "colon in a text": ("title: A good file", "title: One: two", ["2:11: a colon stands where none can"]),
    "bracket left open": (
        "parties: [west, east]\n      mediators",
        "parties: [west, east\n      mediators",
        ["50:16: the bracket that opens here is not closed"],
    ),
    "quote left open": ("label: The west", "label: 'The west", ["14:12: the quotes that open here are not closed"]),
    "bad escape": ("label: The west", 'label: "The \\west"', ["14:18: \\w means nothing between double quotes"]),
    "percent": ("label: The west", "label: %west", ["14:12: % cannot begin a value"]),
    "at sign": ("label: The west", "label: @west", ["14:12: @ cannot begin a value"]),
    "indent of one more": ("    label: The west", "     label: The west", ["14:11: a colon stands where none can"]),
    "two values": ("label: The west", 'label: "The" west', ["14:18: text follows a value that is already complete"]),
    "no colon": ("    own_view: 0.5\n", "    own_view 0.5\n", ["36:3: a colon is missing"]),
    "dash in a block": (
        "    own_view: 0.5\n",
        "    - own_view: 0.5\n",
        ["35:5: a list entry `-` stands where none can"],
    ),
    "second document": ("texts:\n", "---\ntexts:\n", ["43:1: a second document begins here"]),
    "tag": (
        "label: The west",
        "label: !!str west",
        ["14:12: actors.west.label: the tag !!str is not part of the format"],
    ),
    "python tag": (
        "label: The west",
        "label: !!python/object:os.system west",
        ["14:12: actors.west.label: the tag !!python/object:os.system is not part of the format"],
    ),
    "anchor": (
        "label: The west",
        "label: &w west",
        ["14:12: actors.west.label: anchors (&) and aliases (*) are not part of the format"],
    ),
    "alias": (
        "label: The west",
        "label: *w",
        ["14:12: actors.west.label: anchors (&) and aliases (*) are not part of the format"],
    ),
    "merge": (
        "    label: The west",
        "    <<: {label: x}",
        ["14:5: actors.west: merge keys (<<) are not part of the format"],
    ),
    "directive": ("format: 1\n", "%YAML 1.1\n---\nformat: 1\n", ["2:1: a directive other than %YAML 1.2"]),
    "complex key": (
        "    label: The west",
        "    ? [a, b]\n    : west",
        ["14:7: actors.west: a block stands where a key is expected"],
    ),
    "duplicate": (
        "    veto: true",
        "    veto: true\n    veto: false",
        ["41:5: actors.power.veto: `veto` is given twice; the first is in line 40"],
    ),
    "duplicate number key": (
        "{0.4: 1, 0.6: 2}",
        "{0.4: 1, 0.40: 2}",
        ["16:54: actors.west.salience.north.choice.0.4: `0.4` is given twice; the first is in line 16"],
    ),
    "no value": ("    own_view: 0.5", "    own_view:", ["35:5: actors.envoy.own_view: no value is given"]),
    "null": ("    own_view: 0.5", "    own_view: ~", ["35:15: actors.envoy.own_view: no value is given"]),
    "key missing": ("    own_view: 0.5", "    : 0.5", ["35:5: actors.envoy: a key is missing before the colon"]),
    "bell": (
        "label: The west",
        'label: "The\\awest"',
        ["14:12: actors.west.label: the character U+0007 cannot be printed"],
    ),
    "lone surrogate": (
        "label: The west",
        'label: "\\ud83d"',
        ["14:12: actors.west.label: the character U+D83D cannot be printed"],
    ),
    "nbsp in key": (
        "    own_view: 0.5",
        "    own_view\xa0: 0.5",
        ["35:5: actors.envoy.own_view\xa0: the character U+00A0, which cannot be seen, stands in a key"],
    ),
    "line separator": ("label: The west", "label: The\u2028west", ["14:15: an odd line end, U+2028"]),
    "yes": (
        "veto: true",
        "veto: yes",
        [
            "40:11: actors.power.veto: found the text 'yes', which is no boolean in YAML 1.2: write true without quotes"
        ],
    ),
    "on": (
        "veto: true",
        "veto: on",
        ["40:11: actors.power.veto: found the text 'on', which is no boolean in YAML 1.2: write true without quotes"],
    ),
    "quoted true": (
        "veto: true",
        'veto: "true"',
        [
            "40:11: actors.power.veto: found the text 'true', which is no boolean in YAML 1.2: write true without quotes"
        ],
    ),
    "no for number": ("own_view: 0.5", "own_view: no", ["35:15: actors.envoy.own_view: found the text 'no'"]),
    "one for true": ("veto: true", "veto: 1", ["40:11: actors.power.veto: found `1`"]),
    "sexagesimal": (
        "weeks: 50",
        "weeks: 12:30",
        ["52:14: process.vienna.weeks: found the text '12:30', which some read as a time: write a number"],
    ),
    "octal": (
        "weeks: 50",
        "weeks: 010",
        ["52:14: process.vienna.weeks: 010 is read as 10 by some and as 8 by others"],
    ),
    "underscore": ("weeks: 50", "weeks: 1_000", ["52:14: process.vienna.weeks: found the text '1_000': write 1000"]),
    "hex": ("weeks: 50", "weeks: 0x10", ["52:14: process.vienna.weeks: 0x10 is not a decimal number"]),
    "comma": (
        "    own_view: 0.5",
        "    own_view: 0,5",
        ["35:15: actors.envoy.own_view: found the text '0,5': write 0.5, with a point"],
    ),
    "percentage": (
        "    own_view: 0.5",
        "    own_view: 50%",
        ["35:15: actors.envoy.own_view: found the text '50%': write 0.5"],
    ),
    "quoted number": (
        "own_view: 0.5",
        'own_view: "0.5"',
        ["35:15: actors.envoy.own_view: found the text '0.5', a number in quotes: take them off"],
    ),
    "word": ("weeks: 50", "weeks: fifty", ["52:14: process.vienna.weeks: found the text 'fifty'"]),
    "nan": ("own_view: 0.5", "own_view: .nan", ["35:15: actors.envoy.own_view: .nan is not a finite number"]),
    "infinity": ("own_view: 0.5", "own_view: -.inf", ["35:15: actors.envoy.own_view: -.inf is not a finite number"]),
    "huge": (
        "weeks: 50",
        "weeks: 1000000000000000000000000000000",
        ["52:14: process.vienna.weeks: 1000000000000000000000000000000 is too large a number"],
    ),
    "power": ("weeks: 50", "weeks: 10**30", ["52:14: process.vienna.weeks: found the text '10**30'"]),
    "too long": ("weeks: 50", "weeks: 100000", ["52:14: process.vienna.weeks: 100000 is out of range"]),
    "negative": ("weeks: 50", "weeks: -5", ["52:14: process.vienna.weeks: -5 is out of range"]),
    "beyond 1": ("own_view: 0.5", "own_view: 1.5", ["35:15: actors.envoy.own_view: 1.5 is out of range"]),
    "bool for number": ("own_view: 0.5", "own_view: true", ["35:15: actors.envoy.own_view: found `true`"]),
    "list for number": ("own_view: 0.5", "own_view: [0.5]", ["35:15: actors.envoy.own_view: found a list of 1"]),
    "date for number": (
        "own_view: 0.5",
        "own_view: 2008-02-03",
        ["35:15: actors.envoy.own_view: found `2008-02-03`"],
    ),
    "float for int": ("majority: 6", "majority: 6.5", ["71:17: process.council.majority: found `6.5`"]),
    "zero majority": ("majority: 6", "majority: 0", ["71:17: process.council.majority: `0` is out of range"]),
    "number for text": (
        "label: The west",
        "label: 2030",
        ["14:12: actors.west.label: found `2030`: put it in quotes, '2030'"],
    ),
    "date for text": (
        "label: The west",
        "label: 2030-01-01",
        ["14:12: actors.west.label: found `2030-01-01`: put it in quotes, '2030-01-01'"],
    ),
    "bool for text": (
        "label: The west",
        "label: true",
        ["14:12: actors.west.label: found `true`: put it in quotes, 'true'"],
    ),
    "block for text": ("label: The west", "label: {a: b}", ["14:5: actors.west.label: found a block with `a`"]),
    "no such date": (
        "end: 2008-12-31",
        "end: 2008-02-30",
        ["3:36: calendar.end: 2008-02-30 is no day of the calendar"],
    ),
    "american date": (
        "end: 2008-12-31",
        "end: 12/31/2008",
        ["3:36: calendar.end: found the text '12/31/2008': write year-month-day, without quotes and without a time"],
    ),
    "time": (
        "end: 2008-12-31",
        "end: 2008-12-31 10:00",
        [
            "3:36: calendar.end: found the text '2008-12-31 10:00': write year-month-day, without quotes and without a time"
        ],
    ),
    "quoted date": (
        "end: 2008-12-31",
        'end: "2008-12-31"',
        ["3:36: calendar.end: found the text '2008-12-31': write year-month-day, without quotes and without a time"],
    ),
    "year": ("end: 2008-12-31", "end: 2008", ["3:36: calendar.end: found `2008`"]),
    "backwards": (
        "end: 2008-12-31",
        "end: 2004-12-31",
        ["3:1: calendar: end 2004-12-31 is not after start 2005-11-14"],
    ),
    "too long calendar": (
        "end: 2008-12-31",
        "end: 2108-12-31",
        ["3:1: calendar: 2005-11-14 to 2108-12-31 is too long"],
    ),
    "order": (
        "low: 0.1, mode: 0.2, high: 0.3, source",
        "low: 0.1, mode: 0.4, high: 0.3, source",
        ["15:16: actors.west.position.status: low 0.1, mode 0.4, high 0.3 are out of order"],
    ),
    "no mode": (
        "low: 0.1, mode: 0.2, high: 0.3, source",
        "low: 0.1, high: 0.3, source",
        ["15:16: actors.west.position.status: low, mode and high go together and one is missing"],
    ),
    "two forms": (
        "low: 0.1, mode: 0.2, high: 0.3, source",
        "low: 0.1, mode: 0.2, high: 0.3, uniform: [0, 1], source",
        ["15:16: actors.west.position.status: none or several forms of a number at once"],
    ),
    "no form": (
        "{low: 0.1, mode: 0.2, high: 0.3, source: speech}",
        "{source: speech}",
        ["15:16: actors.west.position.status: none or several forms of a number at once"],
    ),
    "misspelt part": (
        "low: 0.1, mode: 0.2",
        "low: 0.1, mod: 0.2",
        ["15:35: actors.west.position.status.mod: the key `mod` is unknown here"],
    ),
    "uniform back": (
        "uniform: [0.7, 0.9]",
        "uniform: [0.9, 0.7]",
        ["24:29: actors.east.position.north: uniform [0.9, 0.7] runs backwards"],
    ),
    "uniform three": (
        "uniform: [0.7, 0.9]",
        "uniform: [0.7, 0.8, 0.9]",
        ["24:46: actors.east.position.north.uniform: found a list of 3"],
    ),
    "uniform beyond": (
        "uniform: [0.7, 0.9]",
        "uniform: [0.7, 1.9]",
        ["24:29: actors.east.position.north: 1.9 is out of range"],
    ),
    "normal sd": (
        "normal: [0.2, 0.05]",
        "normal: [0.2, -0.05]",
        ["38:16: actors.power.position.status: the standard deviation -0.05 is negative"],
    ),
    "normal mean": (
        "normal: [0.2, 0.05]",
        "normal: [2, 0.05]",
        ["38:16: actors.power.position.status: 2 is out of range"],
    ),
    "weights": (
        "{0.4: 1, 0.6: 2}",
        "{0.4: 0, 0.6: 0}",
        ["16:29: actors.west.salience.north: the weights of choice sum to nothing"],
    ),
    "negative weight": (
        "{0.4: 1, 0.6: 2}",
        "{0.4: -1, 0.6: 2}",
        ["16:29: actors.west.salience.north: a weight of choice is negative"],
    ),
    "choice beyond": ("{0.4: 1, 0.6: 2}", "{0.4: 1, 6: 2}", ["16:29: actors.west.salience.north: 6 is out of range"]),
    "choice word": (
        "{0.4: 1, 0.6: 2}",
        "{high: 1, 0.6: 2}",
        ["16:46: actors.west.salience.north.choice.high: `high` is no number"],
    ),
    "choice empty": (
        "{0.4: 1, 0.6: 2}",
        "{}",
        ["16:29: actors.west.salience.north: the weights of choice sum to nothing"],
    ),
    "unknown outer": ("texts:\n", "txets:\n", ["43:1: txets: the key `txets` is unknown here"]),
    "misspelt key": (
        "    salience: {status: 0.6}",
        "    saliance: {status: 0.6}",
        ["39:5: actors.power.saliance: the key `saliance` is unknown here"],
    ),
    "unknown key": (
        "    veto: true",
        "    veto: true\n    colour: red",
        ["41:5: actors.power.colour: the key `colour` is unknown here"],
    ),
    "case": ("    veto: true", "    Veto: true", ["40:5: actors.power.Veto: the key `Veto` is unknown here"]),
    "missing key": ("    kind: envoy\n", "", ["31:3: actors.envoy.kind: `kind` is missing"]),
    "dedent": (
        "    salience: {status: 0.6}\n    veto: true",
        "  salience: {status: 0.6}\n    veto: true",
        ["40:5: the indentation fits nothing above"],
    ),
    "dedent block": (
        "    fallback:\n      status_quo: {text: in_force}\n      declaration: {text: declared, premium: -0.05}\n    beliefs:\n      block: {chance: 0.3, weight: 4}\n",
        "  fallback:\n    status_quo: {text: in_force}\n  beliefs:\n    block: {chance: 0.3, weight: 4}\n",
        [
            "26:3: actors.fallback.kind: `kind` is missing in `fallback`, which is usually a key of such a block itself: was its indent lost?",
            "26:3: actors.fallback.position: `position` is missing in `fallback`, which is usually a key of such a block itself: was its indent lost?",
            "26:3: actors.fallback.salience: `salience` is missing in `fallback`, which is usually a key of such a block itself: was its indent lost?",
            "27:5: actors.fallback.status_quo: the key `status_quo` is unknown here",
            "28:3: actors.beliefs.kind: `kind` is missing in `beliefs`, which is usually a key of such a block itself: was its indent lost?",
            "28:3: actors.beliefs.position: `position` is missing in `beliefs`, which is usually a key of such a block itself: was its indent lost?",
            "28:3: actors.beliefs.salience: `salience` is missing in `beliefs`, which is usually a key of such a block itself: was its indent lost?",
            "29:5: actors.beliefs.block: the key `block` is unknown here",
        ],
    ),
    "dedent to outermost": ("    own_view: 0.5\n", "own_view: 0.5\n", ["36:8: a colon stands where none can"]),
    "bad name": (
        "  west:\n",
        "  West:\n",
        [
            "12:3: actors.West: `West` is no name",
            "50:17: process.vienna.parties.0: there is no actor `west`",
            "59:17: process.proposal.parties.0: there is no actor `west`",
        ],
    ),
    "name with blank": (
        "name: vienna",
        "name: Vienna talks",
        ["49:13: process.Vienna talks.name: the text 'Vienna talks' is no name"],
    ),
    "numeric name": ("name: vienna", "name: 1", ["49:13: process.0.name: found `1`: put it in quotes, '1'"]),
    "unknown kind": ("kind: envoy", "kind: envoi", ["32:11: actors.envoy.kind: the text 'envoi' is not known here"]),
    "unknown stage kind": ("  - talks:", "  - talk:", ["48:5: process.vienna: `talk` is no kind of stage"]),
    "flat stage": (
        "  - declaration:\n      name: declaration\n      declarer: east\n      text: declared\n      sponsors: {friend: {reluctance: 0.1}}",
        "  - declaration:\n    name: declaration\n    declarer: east",
        [
            "74:5: process.declaration.declaration: no value is given",
            "74:5: process.declaration: found a block with `declaration`, `name`, `declarer`: what describes the stage is not indented below its kind",
        ],
    ),
    "stage as text": (
        "  - talks:\n      name: vienna",
        "  - vienna\n  - talks:\n      name: vienna",
        ["48:5: process.0: found the text 'vienna'"],
    ),
    "format 2": ("format: 1", "format: 2", ["1:9: format: `2` is not known here"]),
    "extends missing": ("format: 1", "extends: nowhere.yaml", ["1:10: extends: there is no file nowhere.yaml"]),
    "set without parent": (
        "format: 1",
        "format: 1\nset: {title: x}",
        ["2:1: set: `set` changes a parent, and none is named"],
    ),
    "method": ("method: nash", "method: nush", ["60:15: process.proposal.method: the text 'nush' is not known here"]),
    "texts list": (
        "    audience: {cost: 1, elections: [2007-01-21]}",
        "    audience: {cost: 1, elections: 2007-01-21}",
        ["20:36: actors.west.audience.elections: found `2007-01-21`"],
    ),
    "parties three": (
        "parties: [west, east]\n      mediators",
        "parties: [west, east, west]\n      mediators",
        ["50:16: process.vienna.parties: found a list of 3"],
    ),
    "red line empty": ("{max: 0.4}", "{}", ["17:17: actors.west.red_lines.status: a red line without a bound"]),
    "tactic": (
        "tactic: {kind: boulware, beta: 0.3}",
        "tactic: {kind: boulware, beta: 3}",
        ["18:5: actors.west.tactic: boulware with beta 3"],
    ),
    "fallback both": (
        "fallback: {status_quo: {text: in_force}}",
        "fallback: {value: 0.5, status_quo: {text: in_force}}",
        ["19:5: actors.west.fallback: neither or both of value and status_quo are given"],
    ),
    "effect two": (
        "{hold: {stage: declaration, until: 2008-02-17}}",
        "{hold: {stage: declaration, until: 2008-02-17}, release: council}",
        ["83:15: events.runoff.effects.0: none or several effects in one"],
    ),
    "issues empty": (
        "issues:\n  status:\n    label: Political status\n    zero: province\n    one: state\n  north: {zero: apart, one: together}",
        "issues: {}",
        ["4:1: issues: found an empty block"],
    ),
    "unknown party": (
        "parties: [west, east]\n      mediators",
        "parties: [wets, east]\n      mediators",
        ["50:17: process.vienna.parties.0: there is no actor `wets`"],
    ),
    "unknown text": (
        "text: declared, premium",
        "text: delcared, premium",
        ["28:27: actors.east.fallback.declaration.text: there is no text `delcared`"],
    ),
    "unknown issue": (
        "red_lines: {status:",
        "red_lines: {statos:",
        ["17:17: actors.west.red_lines.statos: there is no issue `statos`"],
    ),
    "unknown issue in text": (
        "same_as: in_force, status: 0.8}",
        "same_as: in_force, statos: 0.8, status: 0.8}",
        ["45:50: texts.declared.statos: there is no issue `statos`"],
    ),
    "unknown stage": (
        "on_failure: proposal",
        "on_failure: propsal",
        [
            "55:19: process.vienna.on_failure: there is no stage `propsal`",
            "56:5: process.proposal: no run can come to `proposal`",
            "64:5: process.council: no run can come to `council`",
            "74:5: process.declaration: no run can come to `declaration`",
        ],
    ),
    "unknown seat": (
        "seats: {friend: 5, power: 1}",
        "seats: {friend: 5, powr: 1, power: 1}",
        ["68:26: process.council.seats.powr: there is no actor `powr`"],
    ),
    "unknown outcome": (
        "outcome: declared",
        "outcome: declred",
        ["90:12: record.outcome: there is no outcome `declred`"],
    ),
    "unknown column": (
        "text.status: {min: 0.5}",
        "text.statos: {min: 0.5}",
        ["86:45: outcomes.adopted.when.text.statos: results have no column `text.statos` to tell outcomes by"],
    ),
    "unknown ending": (
        "when: {ending: agreed}",
        "when: {ending: agreement}",
        ["85:35: outcomes.agreed.when.ending: `ending` is never `agreement`"],
    ),
    "unknown held": (
        "stage: declaration, until",
        "stage: declarations, until",
        ["83:30: events.runoff.effects.0.hold.stage: there is no stage `declarations`"],
    ),
    "unreachable": (
        "on_failure: proposal",
        "on_failure: council",
        ["56:5: process.proposal: no run can come to `proposal`"],
    ),
    "endless": (
        "      on_failure: declaration\n",
        "      on_failure: vienna\n",
        [
            "73:19: process.council.on_failure: the process can go round without end: vienna to proposal to council to vienna",
            "74:5: process.declaration: no run can come to `declaration`",
        ],
    ),
    "endless self": (
        "      on_failure: declaration\n",
        "      on_failure: council\n",
        [
            "73:19: process.council.on_failure: the process can go round without end: council to council",
            "74:5: process.declaration: no run can come to `declaration`",
        ],
    ),
    "majority": (
        "majority: 6",
        "majority: 9",
        ["71:17: process.council.majority: a majority of 9 cannot be reached with 7 votes"],
    ),
    "veto no member": (
        "seats: {friend: 5, power: 1}",
        "seats: {friend: 6}",
        ["40:11: actors.power.veto: power holds a veto and has no seat in council"],
    ),
    "two seats": (
        "ghana: {",
        "power: {",
        ["70:9: process.council.other_seats.power: power has a seat among `seats` as well"],
    ),
    "no otherwise": (
        "label: Prolonged, otherwise: true",
        "label: Prolonged, when: {ending: calendar}",
        ["88:5: outcomes.prolonged: a run may match none of the outcomes"],
    ),
    "otherwise first": (
        "{name: agreed, when: {ending: agreed}}",
        "{name: agreed, otherwise: true}",
        ["85:31: outcomes.agreed.otherwise: `agreed` takes every run, and the outcomes after it get none"],
    ),
    "otherwise false": (
        "label: Prolonged, otherwise: true",
        "label: Prolonged, otherwise: false",
        ["88:5: outcomes.prolonged: neither or both of `when` and `otherwise` are given"],
    ),
    "bound backwards": (
        "{min: 0.5}",
        "{min: 0.5, max: 0.2}",
        ["86:45: outcomes.adopted.when.text.status: min 0.5 is above max 0.2, which no run can match"],
    ),
    "same party": (
        "parties: [west, east]\n      mediators",
        "parties: [west, west]\n      mediators",
        ["50:16: process.vienna.parties: west is named twice"],
    ),
    "state talks": (
        "parties: [west, east]\n      mediators",
        "parties: [west, power]\n      mediators",
        ["50:16: process.vienna.parties: power, of kind state, holds talks"],
    ),
    "mediator party": (
        "mediators: [envoy]",
        "mediators: [west]",
        ["51:18: process.vienna.mediators: west mediates between itself and another"],
    ),
    "party proposes": (
        "proposer: envoy",
        "proposer: friend",
        ["58:17: process.proposal.proposer: friend, of kind bloc, proposes"],
    ),
    "nash three": (
        "parties: [west, east]\n      method",
        "parties: [west, east, west]\n      method",
        [
            "59:16: process.proposal.parties: west is named twice",
            "60:15: process.proposal.method: `nash` lies between two parties, and 3 are given",
        ],
    ),
    "mandate": (
        "{min: 0.3, max: 0.8}",
        "{min: 0.9, max: 0.8}",
        ["61:17: process.proposal.mandate.status: min can lie above max, which leaves no text"],
    ),
    "circle of texts": (
        "in_force: {label: In force, status: 0.3,",
        "in_force: {label: In force, same_as: declared, status: 0.3,",
        [
            "44:40: texts.in_force.same_as: `same_as` leads in a circle: in_force to declared to in_force",
            "45:40: texts.declared.same_as: `same_as` leads in a circle: declared to in_force to declared",
        ],
    ),
    "gap in text": (
        "in_force: {label: In force, status: 0.3, north: 0.4}",
        "in_force: {label: In force, status: 0.3}",
        [
            "44:3: texts.in_force: the text says nothing on north",
            "45:3: texts.declared: the text says nothing on north",
        ],
    ),
    "text named proposal": (
        "declared: {label: Declared",
        "proposal: {label: Declared",
        [
            "28:27: actors.east.fallback.declaration.text: there is no text `declared`",
            "45:3: texts.proposal: a text cannot be named `proposal`",
            "46:16: expected_text: there is no text `declared`",
            "77:13: process.declaration.text: there is no text `declared`",
        ],
    ),
    "stage named end": (
        "name: council\n",
        "name: end\n",
        [
            "62:19: process.proposal.on_success: there is no stage `council`",
            "63:19: process.proposal.on_failure: there is no stage `council`",
            "65:13: process.end.name: a stage cannot be named `end`",
        ],
    ),
    "same name": (
        "name: declaration\n",
        "name: council\n",
        [
            "73:19: process.council.on_failure: there is no stage `declaration`",
            "75:13: process.council.name: the name `council` is given twice",
            "83:30: events.runoff.effects.0.hold.stage: there is no stage `declaration`",
        ],
    ),
    "salience without position": (
        "position: {status: 0.7, north: 0.5}",
        "position: {status: 0.7}",
        ["34:36: actors.envoy.salience.north: `north` matters to envoy, and no position on it is given"],
    ),
    "nothing matters": (
        "salience: {status: 0.6}\n    veto",
        "salience: {status: 0}\n    veto",
        ["39:5: actors.power.salience: nothing matters to power"],
    ),
    "hold in the past": (
        "until: 2008-02-17",
        "until: 2008-02-01",
        [
            "83:50: events.runoff.effects.0.hold.until: holds until 2008-02-01, which is not after the event's date, 2008-02-03"
        ],
    ),
    "empty condition": (
        "when: {ending: agreed}",
        "when: {}",
        ["85:20: outcomes.agreed.when: an empty condition, which every run meets"],
    ),
    "red lines cross": (
        "{max: 0.4}",
        "{min: 0.5, max: 0.4}",
        ["17:17: actors.west.red_lines.status: min 0.5 can lie above max 0.4, and then nothing is accepted"],
    ),
}


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(ScenarioFault) as caught:
        read_text(text, "file.yaml")
    faults = [fault for fault in caught.value.faults if not fault.warning]
    assert all(fault.place.file == "file.yaml" for fault in faults)
    assert all("\n" not in str(fault) for fault in faults)
    return tuple(str(fault).removeprefix("file.yaml:").split("; allowed: ")[0] for fault in faults)


def test_the_good_file_is_good() -> None:
    assert read_text(GOOD).title == "A good file"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_plain_words(name: str) -> None:
    old, new, expected = BAD[name]
    assert GOOD.count(old) == 1
    assert faults_of(GOOD.replace(old, new)) == tuple(expected)


def test_there_are_many_bad_files() -> None:
    assert len(BAD) >= 60
    assert len({(new, *said) for _, new, said in BAD.values()}) == len(BAD)

// What the search lists first: pages of the guide, then the references, then names in the code.
var Scorer = {
  score: (result) => {
    const page = result[0], score = result[4];
    if (page.startsWith("reference/python")) return score - 60;
    if (page.startsWith("reference/") || page.startsWith("project/changelog")) return score - 30;
    return score;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

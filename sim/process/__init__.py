"""When and where: the stages of the process, its dated events and the calendar."""

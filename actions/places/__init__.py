"""Finding a place: what is looked for, at most the questions that it takes, a list of cards."""

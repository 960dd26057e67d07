"""What a case is and how it moves: every shared table with the verbs that may write it."""

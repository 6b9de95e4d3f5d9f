"""The target language: a typed model of Amazon States Language, its JSON form and its expressions."""

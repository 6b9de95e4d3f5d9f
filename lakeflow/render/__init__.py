"""Shows things to people: documents, pictures, diagnostics."""

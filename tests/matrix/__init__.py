"""Who may do what, and who may see what: everything tried by everybody, against tables written by hand."""

"""The kinds of stages: what a file may say of each, what each can end in, and the columns it keeps."""

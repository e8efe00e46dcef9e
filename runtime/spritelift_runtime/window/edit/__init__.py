"""The editor's window: widgets around a stage, over `editing.editor`, which knows nothing of windows."""

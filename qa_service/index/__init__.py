"""The index: immutable versions in one folder, the live one named by the file CURRENT."""

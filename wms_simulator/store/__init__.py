"""The warehouse's rows: tables, files and the one writer."""

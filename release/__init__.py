"""What a release needs beside the code: checks of what is shipped."""

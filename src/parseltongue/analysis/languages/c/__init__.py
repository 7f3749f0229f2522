"""C and C++: preprocessed without other files, parsed, and linked through includes and linkage."""

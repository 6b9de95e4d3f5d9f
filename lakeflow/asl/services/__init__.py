"""The API operations that Tasks call: their shapes, and checks of arguments and results against these. Pure."""

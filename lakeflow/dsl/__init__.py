"""The source language: what a pipeline's author writes. Knows no ASL and calls nothing."""

"""Who takes part: one file a library, one function a task, written as that library's documentation recommends.

A function takes the arrays of its task and gives back the call to time; outputs are allocated beforehand wherever the
library can.  What a library does not offer, its file leaves out.
"""

"""The rigorous reference: balls with as many bits as the rounding needs, and errors against them in ULP."""

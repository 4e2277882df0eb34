"""What is asked, how answers become indices, and when a figure may be shown: pure rules.

Definitions, formulas and sources: docs/measures.md
"""

"""A bundle as a program: its definition, conditions, mapping and retry schedule. Pure Python.

Owns the language users write (definition JSON, `{{ pills }}`, operators, functions). Promises that
whatever is sent in, compiling and evaluating end in bounded time and memory with a value or with
`DefinitionIsInvalid` / `MappingFailed`. Refuses to know a database, a clock or a network.

Compiled once per version and evaluated thousands of times a second, so pills and functions run on
our own small tree; the Liquid engine is entered only where a template uses `{% tags %}`.
"""

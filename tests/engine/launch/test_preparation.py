"""What the database is prepared by speaks to the person, too."""

import asyncio

from engine.launch.preparation import answer_of, lines_of

WARNS = 'import sys; sys.stderr.write("a wall is missing\\n"); print(\'{"steps": ["try it"]}\')'


def test_a_warning_before_the_answer_is_not_lost() -> None:
    answer = asyncio.run(answer_of("prepare", ("-c", WARNS), {}))

    assert lines_of(answer, "said") == ["a wall is missing"]
    assert lines_of(answer, "steps") == ["try it"]

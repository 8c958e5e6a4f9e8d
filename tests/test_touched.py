"""Which tests a change touches."""

from touched import ALWAYS, touched


def test_a_module_has_the_touched_its_name_and_a_test_itself():
    files = ["symxent/logic/signs.py", "tests/read/test_rows.py", "README.md", "symxent/no/such.py"]
    assert touched(files) == ["tests/logic/test_signs.py", "tests/read/test_rows.py", ALWAYS]

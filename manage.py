#!/usr/bin/env python
"""Django's commands; beside a running `make run` they find its servers by themselves."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
    execute_from_command_line(sys.argv)

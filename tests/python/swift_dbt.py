"""dbt as it is, but for what it does thousands of times a build without anybody seeing it.

Run as a program it takes dbt's own arguments, or a script that calls dbt with its own. It builds the same tables and runs the same tests; it
does not make up debug messages that nothing writes down, nor make the same tester of types anew for
every query. The builds of the tests take a third less time.
"""

from __future__ import annotations

import gc
import runpy
import sys
from functools import lru_cache

from dbt.cli.main import cli
from dbt.clients.jinja import MacroGenerator
from dbt.context.macros import MacroNamespace
from dbt_common.clients import agate_helper
from dbt_common.events.base_types import BaseEvent, DebugLevel
from dbt_common.events.event_manager import EventManager

# dbt makes many objects that stay: looking through them less often saves a tenth of its time.
COLLECT_EVERY = (100_000, 50, 50)

make_empty = lru_cache(agate_helper.empty_table)
make_event, fire_event = BaseEvent.__init__, EventManager.fire_event


def init_event(self: BaseEvent, *arguments: object, **fields: object) -> None:
    """A debug event is made when somebody asks for a field of it."""
    if arguments or not isinstance(self, DebugLevel):
        make_event(self, *arguments, **fields)
    else:
        self.__dict__["fields"] = fields


def field_of_event(self: BaseEvent, name: str) -> object:
    if "pb_msg" not in self.__dict__:
        make_event(self, **self.__dict__["fields"])
    return self.pb_msg if name == "pb_msg" else getattr(self.pb_msg, name)


def fire(self: EventManager, e: BaseEvent, level: object = None, *rest: object, **named: object):
    """Debug events go nowhere: the tests have no log file."""
    if level is not None or not isinstance(e, DebugLevel):
        fire_event(self, e, level, *rest, **named)


def init_macro(self: MacroGenerator, macro, context=None, node=None, stack=None) -> None:
    """The same in one step: a build makes a million."""
    self.context, self.macro, self.node, self.stack = context, macro, node, stack


def macro_named(self: MacroNamespace, name: str) -> object:
    """Macros put together once for each node, not looked for once for each macro."""
    if "together" not in self.__dict__:
        self.together = {}
        for macros in reversed(list(self._search_order())):
            self.together.update(macros)
    return self.together[name]


make_tester = lru_cache(agate_helper.build_type_tester)


def tester(text_columns=(), string_null_values=("null", "")):
    return make_tester(tuple(text_columns), tuple(string_null_values))


if __name__ == "__main__":
    gc.set_threshold(*COLLECT_EVERY)
    BaseEvent.__init__, BaseEvent.__getattr__ = init_event, field_of_event
    EventManager.fire_event = fire
    MacroGenerator.__init__ = init_macro
    MacroNamespace.__getitem__ = macro_named
    agate_helper.build_type_tester = tester
    agate_helper.empty_table = make_empty
    if sys.argv[1].endswith(".py"):
        del sys.argv[0]
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        cli()

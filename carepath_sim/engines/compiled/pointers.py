"""Raw memory for compiled code: no length, no sign test, no reference count at every number that is read.

In the interpreter, and in the checked build, memory is what it is: a list or an array with
its bounds looked at.
"""

from __future__ import annotations

from typing import Any

from carepath_sim.engines.compiled.compiling import IS_RAW, jit_for_any

if IS_RAW:
    from numba import types
    from numba.extending import intrinsic
    from numba.np.arrayobj import make_array, populate_array

    @intrinsic
    def raw(_context: Any, array: Any) -> Any:
        """The address of an array's first number."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return make_array(signature.args[0])(context, builder, arguments[0]).data

        return types.CPointer(array.dtype)(array), generate

    @intrinsic
    def window(_context: Any, memory: Any, _begin: Any, _end: Any) -> Any:
        """The numbers from `begin` to `end` as an array."""
        kind = types.Array(memory.dtype, 1, "C")

        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            pointer, first, last = arguments
            found = make_array(kind)(context, builder)
            width = context.get_abi_sizeof(context.get_data_type(kind.dtype))
            populate_array(
                found,
                data=builder.gep(pointer, [first]),
                shape=[builder.sub(last, first)],
                strides=[context.get_constant(types.intp, width)],
                itemsize=context.get_constant(types.intp, width),
                meminfo=None,
            )
            return found._getvalue()

        return kind(memory, types.int64, types.int64), generate
else:

    @jit_for_any
    def raw(array: Any) -> Any:
        """The memory as it is."""
        return array

    @jit_for_any
    def window(memory: Any, begin: int, end: int) -> Any:
        """The numbers from `begin` to `end`."""
        return memory[begin:end]

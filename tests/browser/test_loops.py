"""A test beside the browser's in the same worker can still run a loop: this file comes between two of them."""

import asyncio


def test_no_loop_is_left_running_in_the_thread_of_the_tests() -> None:
    asyncio.run(asyncio.sleep(0))

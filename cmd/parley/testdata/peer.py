"""Connects with a token, posts a message, and prints every frame up to it.

Arguments: the socket's address, the text. The token comes by standard input.
"""

import asyncio
import json
import sys

import websockets

# The keyword's name changed with version 14.
HEADERS = "additional_headers" if int(websockets.__version__.split(".")[0]) >= 14 else "extra_headers"


async def main(address, text):
    headers = {"Authorization": "Bearer " + sys.stdin.readline().strip()}
    async with websockets.connect(address, **{HEADERS: headers}) as socket:
        await socket.send(json.dumps({"action": "message", "key": "python", "body": text}))
        async for frame in socket:
            print(json.dumps(frame))
            if text in frame:
                return


asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), 30))

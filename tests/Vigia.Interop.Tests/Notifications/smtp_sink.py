"""An SMTP server on loopback that keeps what it takes, one file a message. Arguments: port, folder, and any of
tls CERTIFICATE KEY, auth USER PASSWORD, busy N (the first N messages are answered 451)."""
import asyncio, json, os, ssl, sys

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import AuthResult, LoginPassword

port, folder, rest = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
options, busy, count = {}, 0, 0
while rest:
    word = rest.pop(0)
    if word == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(rest.pop(0), rest.pop(0))
        options["tls_context"] = context
    elif word == "auth":
        user, password = rest.pop(0).encode(), rest.pop(0).encode()

        def authenticate(server, session, envelope, mechanism, data):
            known = isinstance(data, LoginPassword) and data.login == user and data.password == password
            return AuthResult(success=known, handled=False)

        options.update(authenticator=authenticate, auth_required=True, auth_require_tls="tls_context" in options)
    elif word == "busy":
        busy = int(rest.pop(0))


class Sink:
    async def handle_DATA(self, server, session, envelope):
        global busy, count
        if busy > 0:
            busy -= 1
            return "451 try again later"
        count += 1
        name = os.path.join(folder, f"{count}.json")
        with open(name + ".new", "w", encoding="utf-8") as file:
            json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None, "text": envelope.content.decode("utf-8")}, file)
        os.rename(name + ".new", name)
        return "250 kept"


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
controller = UnthreadedController(Sink(), hostname="127.0.0.1", port=port, loop=loop, **options)
controller.begin()
print("ready", flush=True)
loop.run_forever()

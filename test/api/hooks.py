"""What Schemathesis cannot know of docs/openapi.yaml: who calls, and what is there to be called about.

The test that starts it serves, at LIVE_URL, something live for each operation: a bearer, an id, and the fields of
a body with all that the schema cannot say (a link's token, its code, a domain that nobody holds). Each case gets
some of that, drawn by the run's seed: all of it, a part, or only the bearer. What was generated to be wrong stays.
"""

import os
import random
from collections import OrderedDict

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

LIVE_URL = os.environ["LIVE_URL"]
MOST_REMEMBERED = 2000

draw = random.Random(int(os.environ["SEED"]))
session = requests.Session()
session.trust_env = False


def live(name):
    answer = session.get(f"{LIVE_URL}/{name}", timeout=60)
    answer.raise_for_status()
    return answer.json()


people = live("people")
owners = OrderedDict()  # by collection and id of what the API answered, the bearer who got it, rather not an operator's
foreign = set()  # the cases whose caller has no business there
pages = OrderedDict()  # by operation, the call that got a nextCursor, and the cursor


def remember(known, name, value):
    known[name] = value
    if len(known) > MOST_REMEMBERED:
        known.popitem(last=False)


def chance(one_in):
    return draw.randrange(one_in) == 0


def collection(case):
    return "/".join(case.path.split("/")[:3])


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta.phase.data.parameter == "Authorization":
        return  # left out, or wrong, to see what happens
    if case.method.upper() != case.operation.method.upper():
        case.headers["Authorization"] = f"Bearer {people['partner']}"
        return  # there is nothing by that method, whatever is prepared
    operation = case.operation.definition.raw["operationId"]
    has = live(operation)
    negative = case.meta.is_negative_at
    bearer = has.get("bearer")
    known = owners.get((collection(case), case.path_parameters.get("id")))
    if known and (case.meta.phase.name == TestPhase.STATEFUL or chance(8)):
        # A step that follows another one is about what that one answered.
        bearer = bearer if bearer == people["operator"] else known
    else:
        if "id" in has and not negative(ParameterLocation.PATH) and not chance(8):
            case.path_parameters["id"] = has["id"]
            case.path_parameters.update({name: value for name, value in has.get("path", {}).items() if name in case.path_parameters})
        if bearer and chance(8):
            bearer = draw.choice(list(people.values()))
    if not negative(ParameterLocation.QUERY):
        bearer = query_of(case, operation, has, bearer)
    if isinstance(case.body, dict) and "body" in has:
        case.body = body_of(case.body, has["body"], negative(ParameterLocation.BODY))
    if "Idempotency-Key" in case.headers and not negative(ParameterLocation.HEADER) and not chance(4):
        case.headers["Idempotency-Key"] = f"key-{draw.getrandbits(64)}"
    if bearer:
        case.headers["Authorization"] = f"Bearer {bearer}"
        if is_foreign(case, has, bearer):
            foreign.add(case.id)


def is_foreign(case, has, bearer):
    """What is the operators' is theirs alone; a request or a dispute is its owner's, and operators may read it. An access
    request is its requester's and its deciders', and everybody has an inbox."""
    if bearer == has["bearer"] or collection(case) == "/v1/inbox":
        return False
    if has["bearer"] == people["operator"]:
        return True
    if case.path_parameters.get("id") != has.get("id", ""):
        return False
    if collection(case) == "/v1/access-requests":
        return True
    owned = collection(case) in ("/v1/account-requests", "/v1/disputes")
    return owned and not (bearer == people["operator"] and case.method.upper() == "GET")


@schemathesis.check
def others_are_refused(ctx, response, case):
    if case.id in foreign:
        foreign.discard(case.id)
        assert not 200 <= response.status_code < 300, f"{response.status_code} to somebody who has no business there"


def query_of(case, operation, has, bearer):
    """Asks for what there is, or goes on where an earlier call's page ended; answers who calls."""
    if "q" in case.query and chance(2):
        case.query["q"] = has["query"]["q"]
    if "cursor" in case.query and not chance(8):
        del case.query["cursor"]
        if operation in pages:
            asked, bearer, cursor = pages[operation]
            case.query = {**asked, "cursor": cursor}
    return bearer


def body_of(generated, good, negative):
    if negative:
        # A link that works makes the rest of the body worth reading.
        return {**generated, "token": good["token"]} if "token" in generated and "token" in good and chance(2) else generated
    if not chance(3):
        return good
    return {**generated, **{field: value for field, value in good.items() if not chance(4)}}


@schemathesis.hook
def after_call(context, case, response):
    if not 200 <= response.status_code < 300 or "Authorization" not in case.headers or not response.content:
        return
    bearer = case.headers["Authorization"].removeprefix("Bearer ")
    answer = response.json()
    for item in [answer, *answer.get("items", [])]:
        named = collection(case), item.get("id")
        if bearer != people["operator"] or named not in owners:
            remember(owners, named, bearer)
    if "nextCursor" in answer:
        asked = {name: value for name, value in case.query.items() if name != "cursor"}
        pages[case.operation.definition.raw["operationId"]] = asked, bearer, answer["nextCursor"]

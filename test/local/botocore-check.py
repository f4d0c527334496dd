"""Checks recorded exchanges against botocore's models of ECR and Secrets Manager.

Reads a JSON file of exchanges ({service, operation, input, output?, error?}) and prints a JSON list of
problems: what the models do not allow in a request that was accepted, in an answer, or as an error.
"""

import json
import re
import sys

import botocore.session
from botocore.validate import ParamValidator

# "Common errors" of each API reference: in no service's model.
COMMON_ERRORS = {"AccessDeniedException", "ThrottlingException", "ValidationException"}

# One shape serves requests, where it is limited to 1 to 100, and answers, which AWS makes longer and empty.
UNSIZED_IN_ANSWERS = {"ImageIdentifierList"}


def scalar_problems(shape, value, place):
    kinds = {
        "string": str,
        "blob": str,
        "boolean": bool,
        "integer": int,
        "long": int,
        "timestamp": (int, float),
    }
    wanted = kinds.get(shape.type_name)
    if wanted and not isinstance(value, wanted):
        return [f"{place} is no {shape.type_name}"]
    found = []
    rules = shape.metadata
    size = len(value) if isinstance(value, str) else value
    if shape.type_name != "blob" and "min" in rules and size < rules["min"]:
        found.append(f"{place} is below {rules['min']}")
    if shape.type_name != "blob" and "max" in rules and size > rules["max"]:
        found.append(f"{place} is above {rules['max']}")
    if shape.type_name == "string" and getattr(shape, "enum", None) and value not in shape.enum:
        found.append(f"{place} is not in {shape.enum}")
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        found.append(f"{place} does not match {rules['pattern']}")
    return found


def list_problems(shape, value, place, sized):
    found = []
    if sized or shape.name not in UNSIZED_IN_ANSWERS:
        if len(value) < shape.metadata.get("min", 0):
            found.append(f"{place} is too short")
        if len(value) > shape.metadata.get("max", len(value)):
            found.append(f"{place} is too long")
    for at, item in enumerate(value):
        found += problems(shape.member, item, f"{place}[{at}]", sized)
    return found


def structure_problems(shape, value, place, sized):
    found = [f"{place}.{name} is missing" for name in shape.required_members if name not in value]
    for name, member in value.items():
        if name in shape.members:
            found += problems(shape.members[name], member, f"{place}.{name}", sized)
        else:
            found.append(f"{place}.{name} is in no model")
    return found


def problems(shape, value, place, sized):
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        return structure_problems(shape, value, place, sized)
    if kind == "list" and isinstance(value, list):
        return list_problems(shape, value, place, sized)
    if kind == "map" and isinstance(value, dict):
        found = []
        for key, member in value.items():
            found += problems(shape.key, key, f"{place} key", sized)
            found += problems(shape.value, member, f"{place}.{key}", sized)
        return found
    if kind in ("structure", "list", "map"):
        return [f"{place} is no {kind}"]
    return scalar_problems(shape, value, place)


def exchange_problems(model, exchange):
    # What is newer than this botocore is held against the SDK's model alone.
    if exchange["operation"] not in model.operation_names:
        return []
    operation = model.operation_model(exchange["operation"])
    place = f"{exchange['service']}:{exchange['operation']}"
    if "error" in exchange:
        name = exchange["error"]["name"]
        declared = {shape.name for shape in operation.error_shapes} | COMMON_ERRORS
        return [] if name in declared else [f"{place} answered {name}"]
    report = ParamValidator().validate(exchange["input"], operation.input_shape)
    found = [f"{place} input: {report.generate_report()}"] if report.has_errors() else []
    found += problems(operation.input_shape, exchange["input"], f"{place} input", True)
    if operation.output_shape:
        found += problems(operation.output_shape, exchange["output"], f"{place} output", False)
    return found


def main(path):
    session = botocore.session.get_session()
    models = {name: session.get_service_model(name) for name in ("ecr", "secretsmanager", "events")}
    with open(path, encoding="utf-8") as file:
        exchanges = json.load(file)
    found = [p for exchange in exchanges for p in exchange_problems(models[exchange["service"]], exchange)]
    print(json.dumps(found))


main(sys.argv[1])

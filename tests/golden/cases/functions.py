"""Every function on references, and every operator and method that expressions.py does not have."""

from lakeflow import DateParam, IntParam, Lambda, LambdaFunction, Pass, Pipeline, fn

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("functions", params={"date": DateParam(), "n": IntParam()}) as functions:
    date, n = functions.params.date, functions.params.n
    found = Lambda("found", find)
    text, files, options = found.output.text, found.output.files, found.output.options
    Pass(
        "conditions",
        {
            "when": fn.when(n > 10, "large").when(n > 1, "medium").otherwise("small"),
            "in_arithmetic": fn.when(n > 10, 1).otherwise(2) + 1,
            "coalesce": fn.coalesce(options.a, options.b, 0),
            "default": fn.default(options.limit, 100),
            "is_present": fn.is_present(options.a),
            "is_null": fn.is_null(options.a),
            "not_": fn.not_(options.flag),
            "invert_known": ~(n > 1),
            "unequal": options.a != 1,
            "unequal_known": n != 1,
            "is_in": n.is_in([1, 2]),
        },
    )
    Pass(
        "numbers",
        {
            "floordiv": n // 2,
            "mod": n % 7,
            "power": n**2,
            "negative": -n,
            "abs": abs(n),
            "round": round(n / 3, 2),
            "right": 7 / n,
            "functions": [fn.abs(n), fn.ceil(n), fn.floor(n), fn.round(n), fn.sqrt(n), fn.power(2, n)],
            "format_number": fn.format_number(n, "#,##0.00"),
        },
    )
    Pass(
        "conversions",
        {
            "number": fn.number(text),
            "int": fn.int(text),
            "string": fn.string(n),
            "boolean": fn.boolean(text),
            "date": fn.date(text),
            "to_json": fn.to_json({"n": n, "files": files}),
            "parse_json": fn.parse_json(text).deep,
            "type_of": fn.type_of(text),
        },
    )
    Pass(
        "texts",
        {
            "added": "n=" + n.string() + ";",
            "case": [fn.lower(text), fn.upper(text), fn.strip(text)],
            "asked": [fn.contains(text, "a"), fn.startswith(text, "a"), fn.endswith(text, ".csv")],
            "matches": fn.matches(text, r"^\d+/x$"),
            "replace": fn.replace(date, "-", ""),
            "split": fn.split(text, ","),
            "join": fn.join(files, ", "),
            "substring": [fn.substring(text, 2), fn.substring(date, 0, 7)],
            "text_length": fn.text_length(text),
            "padded": [fn.pad_left(text, 5, "0"), fn.pad_right(text, 5)],
        },
    )
    Pass(
        "dates",
        {
            "now": fn.now(),
            "add_days": fn.add_days(date, -1),
            "add_seconds": fn.add_seconds(text, n),
            "days_between": fn.days_between(date, text),
            "isoweekday": fn.isoweekday(date),
            "strftime": fn.strftime(date, "%Y/%m/%d"),
        },
    )
    Pass(
        "lists",
        {
            "map": fn.map(files, lambda file: {"name": file.name, "size": file.size * n}),
            "map_text": fn.map(files, lambda file: fn.upper(file.name)),
            "map_nested": fn.map(files, lambda file: fn.map(file.parts, lambda part: part.size + file.size)),
            "filter": fn.filter(files, lambda file: file.size > n),
            "any": fn.any(files, lambda file: file.size > n),
            "all": fn.all(files, lambda file: file.size > n),
            "has": fn.has(files, text),
            "reduce": fn.reduce(files, lambda total, file: total + file.size, 0),
            "count": fn.count(files),
            "folds": [fn.sum(files), fn.min(files), fn.max(files), fn.average(files)],
            "sort": fn.sort(files),
            "sort_by": fn.sort(files, key=lambda file: file.size),
            "reverse": fn.reverse(files),
            "distinct": fn.distinct(files),
            "last": fn.last(files),
            "concat": fn.concat(files, ["extra"]),
            "slice": fn.slice(files, 1, 3),
            "range": [fn.range(0, n), fn.range(n, 0, -1), fn.range(0, 10, n)],
            "partition": fn.partition(files, 10),
        },
    )
    Pass(
        "objects",
        {
            "lookup": fn.lookup({"small": 2, "large": 10}, text),
            "keys": fn.keys(options),
            "values": fn.values(options),
            "merge": fn.merge(options, {"n": n}),
        },
    )
    Pass(
        "encodings",
        {
            "hash": fn.hash(text),
            "base64": fn.base64_decode(fn.base64_encode(text)),
            "url_encode": fn.url_encode(text),
            "uuid": fn.uuid(),
            "random": fn.random(),
        },
    )

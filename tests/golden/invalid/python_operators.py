from lakeflow import IntParam, Lambda, LambdaFunction, Pass, Pipeline, fn

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("python_operators", params={"days": IntParam()}) as python_operators:
    days = python_operators.params.days
    found = Lambda("found", find)
    files = found.output.files
    if days > 1:
        Pass("one", 1)
    Pass("two", days > 1 or days < 0)
    Pass("three", not days)
    Pass("four", 1 < days < 5)
    Pass("five", "a.csv" in files)
    Pass("six", days in [1, 2])
    Pass("seven", [file for file in files])
    Pass("eight", len(files))
    Pass("nine", sum(files))
    Pass("ten", f"{days} days")
    Pass("eleven", "days: " + str(days))
    Pass("twelve", int(days))
    Pass("thirteen", float(days))
    Pass("fourteen", [0] * 3 if range(days) else 0)
    Pass("fifteen", files.uper())
    Pass("sixteen", files.lenght())
    Pass("seventeen", files[1:3])
    Pass("eighteen", files[2.5])
    Pass("nineteen", days == found)
    Pass("twenty", fn.strftime(found.output.at, "%Q"))
    Pass("more", fn.hash(found.output.at, "sha256"))
    Pass("most", fn.matches(found.output.at, "(a"))
    Pass("again", fn.when(found == 3, 1).otherwise(2))
    Pass("anew", f"{found} files")
    while days < 3:
        pass

from lakeflow import Pipeline, Wait

with Pipeline("wordy") as wordy:
    for number in range(6):
        Wait(f"pause_{number}", seconds=1, comment="x" * 200_000)

"""Pictures of results, by gnuplot."""

import math
import subprocess

look = """set terminal svg size 760,460 font 'sans,13' background '#ffffff'
set output '{output}'
set title '{title}'
set border 3 lc rgb '#666666'
set tics nomirror
set grid ytics lc rgb '#dddddd' lt 1
set style fill solid 0.85 border
set bmargin 4
"""


def plot(folder, name, title, commands):
    script = look.format(output=folder / f"{name}.svg", title=title) + commands
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def data(name, rows):
    """A block of data; texts in quotes."""
    lines = (" ".join(f'"{x}"' if isinstance(x, str) else f"{x:.6g}" for x in row) for row in rows)
    return f"${name} << END\n" + "\n".join(lines) + "\nEND\n"


def processor_time(folder, part):
    """User and system stacked, by program; the line reaches from the least to the most round."""
    rows = [
        (name.replace(", ", "\\n"), row["user_us"], row["system_us"], row["cpu_us"],
         row["cpu_us_least"], row["cpu_us_most"])
        for name, row in part["programs"].items()
    ]  # fmt: skip
    commands = data("rows", rows) + (
        "set style data histograms\nset style histogram rowstacked\nset boxwidth 0.6\n"
        "set ylabel 'us of processor time a message'\nset yrange [0:*]\nset key top left\n"
        "plot $rows using 2:xtic(1) title 'user' lc rgb '#2a6f97', "
        "'' using 3 title 'system' lc rgb '#a9d6e5', "
        "'' using 0:4:5:6 with yerrorbars notitle lc rgb '#333333' pt 7 ps 0.3, "
        "'' using 0:6:(sprintf('%.1f', $4)) with labels offset 0,0.8 notitle\n"
    )
    plot(folder, "cpu_per_message", "Processor time per message (medians; whole process)", commands)


def throughput(folder, part):
    rows = [
        (name.replace(", ", "\\n"), row["per_second"], row["per_second_least"],
         row["per_second_most"])
        for name, row in part["programs"].items()
    ]  # fmt: skip
    commands = data("rows", rows) + (
        "set boxwidth 0.6\nset ylabel 'messages a second, thousands'\nset yrange [0:*]\n"
        f"unset key\nset xrange [-0.6:{len(rows) - 0.4}]\n"
        "plot $rows using 0:($2/1000):xtic(1) with boxes lc rgb '#2a6f97', "
        "'' using 0:($2/1000):($3/1000):($4/1000) with yerrorbars lc rgb '#333333' pt 7 ps 0.3, "
        "'' using 0:($4/1000):(sprintf('%.1f', $2/1000)) with labels offset 0,0.8\n"
    )
    plot(folder, "throughput", "Messages per second, one server (medians)", commands)


def latency(folder, found):
    """Each percentile in its place by how few are beyond it."""
    series = {name: row for name, row in found["milliseconds"].items()}
    commands, curves = "", []
    for i, (name, row) in enumerate(series.items()):
        points = [
            (math.log10(100 / (100 - float(point))), max(ms, 0.01))
            for point, ms in row.items()
            if float(point) < 100
        ]
        commands += data(f"row{i}", points)
        curves.append(f"$row{i} using 1:2 with linespoints lw 2 pt 7 ps 0.5 title '{name}'")
    ticks = ", ".join(
        f"'{point}' {math.log10(100 / (100 - point)):.6f}" for point in (50, 90, 99, 99.9, 99.99)
    )
    commands += (
        "set logscale y\nset format y '%g'\nset ylabel 'milliseconds'\nset xlabel 'percentile'\n"
        f"set xtics ({ticks})\nset bmargin 6\nset key below\nplot " + ", ".join(curves) + "\n"
    )
    plot(folder, "latency", f"Open loop at {found['rate']} messages per second", commands)


def scaling(folder, name, title, label, points):
    """CPU a message of each program over what was varied: points of (varied, table)."""
    programs = list(points[0][1]["programs"])
    rows = [
        (varied, *(table["programs"][program]["cpu_us"] for program in programs))
        for varied, table in points
    ]
    curves = ", ".join(
        f"$rows using 1:{i} with linespoints lw 2 pt 7 ps 0.6 title '{program}'"
        for i, program in enumerate(programs, 2)
    )
    ticks = ", ".join(f"'{varied:,}' {varied}" for varied, _ in points)
    commands = data("rows", rows) + (
        f"set logscale x\nset xtics ({ticks})\nset xlabel '{label}'\nset yrange [0:*]\n"
        "set ylabel 'us of processor time a message'\nset bmargin 6\nset key below\n"
        f"plot {curves}\n"
    )
    plot(folder, name, title, commands)

"""The same with one thing varied: connections, length of the text, Services, backlog."""

from measure.closed_loop import Dispatcher, Part, Wrk, alternate, print_table, summary
from measure.load import Load


# Over few connections each message waits for its intent: all of them would take a quarter of an
# hour over one.
messages_per_connection_max = 40_000


def connections(world, messages, counts, rounds):
    """The dispatcher beside wrk with as many."""
    for count in counts:
        work = Load(min(messages, count * messages_per_connection_max))
        world.fill(work)
        world.keep_spool()
        made = alternate(world, work, count, [Wrk(), Dispatcher("process")], rounds)
        yield shown(f"{count} connections", count, made)


def bodies(world, messages, rounds):
    """Texts of 1 and of 1,600 units, wrk sending as much."""
    for units in (1, 1600):
        work = Load(messages, body_units=units)
        world.fill(work)
        world.keep_spool()
        made = alternate(world, work, 64, [Wrk(), Dispatcher("process")], rounds)
        yield shown(f"texts of {units} units", units, made)


def services(world, messages, counts, rounds):
    """All spools are kept, and drained by turns."""
    senders = []
    for count in counts:
        world.fill(Load(messages, services=count))
        world.keep_spool(f"services{count}")
        senders.append(Dispatcher("process", name=str(count), spool=f"services{count}"))
    made = alternate(world, Load(messages), 64, senders, rounds)
    for count in counts:
        of_count = [one for one in made if one.program == str(count)]
        for one in of_count:
            one.program = "dispatcher, process"
        yield shown(f"{count} Services", count, of_count)


def shown(title, varied, made):
    table = summary(made)
    print_table(title, table)
    return varied, table


def backlog(world, depth, messages, rounds):
    """The first messages of so many: each round goes on where the one before ended."""
    world.fill(Load(depth))
    part = Part("dispatcher, process", messages)
    made = [part.round(world, None, 64) for _ in range(rounds)]
    return shown(f"in front of {depth} messages", depth, made)

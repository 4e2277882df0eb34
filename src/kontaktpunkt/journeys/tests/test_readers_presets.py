"""Counter tickets and phone queues of Nordic municipalities."""

import pytest

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import Options, refusals
from kontaktpunkt.journeys.tests.readers_samples import csv_text, rows_in, write

TICKETS = [
    line.split(";")
    for line in (
        (
            "TicketId;CreatedAt;CalledAt;EndedAt;QueueName;QueueCategoryName;"
            "CounterName;EmployeeName;VentetidMinutter;BehandlingstidMinutter"
        ),
        "T1;02-03-2026 08:00;02-03-2026 08:10;02-03-2026 08:25;Pas;Borgerservice;3;Anna A;10;15",
        "T2;02-03-2026 09:00;;;Pas;Borgerservice;;;;",
        "T3;13-03-2026 08:00;13-03-2026 08:05;13-03-2026 08:06;Skat;Skat;1;Bo B;5;1",
    )
]
ANSWERS = [
    ["TicketKey", "AnswerNumber", "MaxAnswerNumber", "Question"],
    ["T1", "4", "5", "Var det let?"],
    ["T1", "3", "5", "Var det rart?"],
    ["T3", "1", "2", "Var det let?"],
    ["T9", "5", "5", "Var det let?"],
]
CALLS = [
    [
        "StartTimeUtc",
        "QueueName",
        "Result",
        "ConversationEventType",
        "EventDurationInMilliseconds",
        "AgentDisplayName",
    ],
    ["2026-03-02 08:00:00", "Hovednummer", "Answered", "Queue", "90000", ""],
    ["2026-03-02 08:01:30", "Hovednummer", "Answered", "Agent", "240500", "Anna A"],
]


def imported(folder, rows, name="file.csv", **how):
    path = write(folder, name, csv_text(rows, ";"))
    return readers.read(path, target=folder / "log", **how)


def test_a_ticket_is_three_events(tmp_path):
    summary = imported(tmp_path, TICKETS)
    rows = rows_in(summary.folder, "events")
    assert [(row["touchpoint"], row["unit"], row["channel"]) for row in rows[:4]] == [
        ("Ticket drawn", "Borgerservice", "counter"),
        ("Called to the counter", "Borgerservice", "counter"),
        ("Served at the counter", "Borgerservice", "counter"),
        ("Ticket drawn", "Borgerservice", "counter"),
    ]
    assert (summary.events, summary.objects, summary.lead_object_type) == (
        7,
        {"contact": 3},
        "contact",
    )
    assert (rows[2]["started_at"] - rows[0]["started_at"]).total_seconds() == 25 * 60


def test_tickets_are_recognised_and_their_employees_left_out(tmp_path):
    summary = imported(tmp_path, TICKETS)
    guess = readers.guess(tmp_path / "file.csv")
    assert guess.is_sure
    assert guess.persons == ("EmployeeName",)
    assert not any(b"Anna" in file.read_bytes() for file in summary.folder.rglob("*.*"))


def test_answers_score_the_last_event_of_their_ticket(tmp_path):
    answers = write(tmp_path, "answers.csv", csv_text(ANSWERS))
    summary = imported(tmp_path, TICKETS, options=Options(feedback=answers))
    scores = [(row["score"], row["score_max"]) for row in rows_in(summary.folder, "events")]
    nothing = (None, None)
    assert scores == [nothing, nothing, (3.5, 5.0), nothing, nothing, nothing, (1.0, 2.0)]
    [notice] = [each for each in summary.notices if each.code == "unmatched-answers"]
    assert notice.phrase.values == {"count": 1}


@pytest.mark.parametrize(
    ("rows", "refusal", "words"),
    [
        (
            [["TicketKey", "Answer"], ["T1", "4"]],
            refusals.AnswersMissColumn,
            "no column “AnswerNumber”, only TicketKey, Answer; name its columns .* give it again",
        ),
        ([ANSWERS[0], ["T1", "good", "5", ""]], refusals.BadValue, "“••••” .* line 2 .* a number"),
    ],
)
def test_answers_that_cannot_be_joined_are_refused(tmp_path, rows, refusal, words):
    answers = write(tmp_path, "answers.csv", csv_text(rows))
    with pytest.raises(refusal, match=words):
        imported(tmp_path, TICKETS, options=Options(feedback=answers))
    assert not (tmp_path / "log").exists()


def test_answers_of_other_columns_are_refused_before_the_tickets_are_read(tmp_path):
    answers = write(tmp_path, "answers.csv", "TicketKey;Answer\nT1;4\n")
    rows = [*TICKETS, ["T4", "soon", *TICKETS[1][2:]]]
    with pytest.raises(refusals.BadTime):
        imported(tmp_path, rows)
    with pytest.raises(refusals.AnswersMissColumn):
        imported(tmp_path, rows, options=Options(feedback=answers))


def test_answers_have_their_own_encoding(tmp_path):
    rows = [*ANSWERS[:2], *([["T1", "4", "5", "x" * 300]] * 1_000), ["T3", "1", "2", "Sød?"]]
    answers = write(tmp_path, "answers.csv", csv_text(rows).encode("cp1252"))
    tickets = [[cell.replace("Pas", "Kørekort") for cell in row] for row in TICKETS]
    summary = imported(tmp_path, tickets, options=Options(feedback=answers))
    attributes = {row["value"] for row in rows_in(summary.folder, "object_attributes")}
    assert attributes == {"Kørekort", "Skat"}


def test_answers_find_tickets_whose_keys_are_replaced(tmp_path):
    answers = write(tmp_path, "answers.csv", csv_text(ANSWERS))
    options = Options(feedback=answers, pseudonym_key=b"secret")
    summary = imported(tmp_path, TICKETS, options=options)
    assert sum(row["score"] is not None for row in rows_in(summary.folder, "events")) == 2


def test_a_name_that_slipped_into_another_column_is_not_told(tmp_path):
    rows = [*TICKETS, ["T4", "Anna Ågård", *TICKETS[1][2:]]]
    with pytest.raises(refusals.BadTime, match="“•••• •••••” in “CreatedAt” at line 5"):
        imported(tmp_path, rows)


def test_calls_have_beginning_end_and_result(tmp_path):
    summary = imported(tmp_path, CALLS)
    [first, second] = rows_in(summary.folder, "events")
    assert first["started_at"].isoformat() == "2026-03-02T08:00:00+00:00"
    assert (second["ended_at"] - second["started_at"]).total_seconds() == 240.5
    assert (second["touchpoint"], second["unit"], second["outcome"], second["channel"]) == (
        "Agent",
        "Hovednummer",
        "Answered",
        "phone",
    )
    assert summary.notices == ()
    assert (summary.time_zone, summary.cases) == ("UTC", 2)


def test_calls_with_an_id_are_one_journey(tmp_path):
    rows = [[*row, "K1"] for row in CALLS]
    rows[0][-1] = "ConversationId"
    assert imported(tmp_path, rows).cases == 1


def test_agents_are_left_out(tmp_path):
    summary = imported(tmp_path, CALLS)
    assert readers.guess(tmp_path / "file.csv").persons == ("AgentDisplayName",)
    assert not any(b"Anna" in file.read_bytes() for file in summary.folder.rglob("*.*"))

"""Forty households, and the letters each is to get: written by hand from the process, never asked of the service.

A line is a child: who it is, born when, on the list as what, and what is so in the family. After the bar, who gets a
letter and how: d digitally, p on paper, ! not by letter and why. ``-``: nobody.
"""

from dataclasses import dataclass

TABLE = """
alma      2013-03-01 Antruffet   both                              | mother:d father:d
benny     2013-04-02 Mistænkt    mother                            | mother:d
carla     2013-05-03 Forurettet  father                            | father:d
dan       2011-03-04 Antruffet   both                              | mother:d father:d young:d
ella      2011-04-05 Sigtet      mother                            | mother:d young:d
finn      2010-01-06 Sigtet      both                              | mother:d father:d young:d
gitte     2008-01-07 Sigtet      both                              | young:d
hans      2004-01-08 Sigtet      both                              | young:d
ida       2012-06-09 Antruffet   other                             | other:d
jens      2012-07-10 Antruffet   two_others                        | other:d another:d
kaja      2012-08-11 Forurettet  both mother_protected             | mother:d father:d
lau       2012-09-12 Forurettet  both child_protected              | mother:d father:d
mille     2011-01-13 Forurettet  both child_protected              | mother:d father:d young:d
niels     2013-01-14 Antruffet   both mother_exempt                | mother:p father:d
olga      2013-02-15 Antruffet   both mother_exempt father_exempt  | mother:p father:p
per       2011-02-16 Sigtet      both young_exempt                 | mother:d father:d young:p
rosa      2013-06-17 Antruffet   both father_dead                  | mother:d
signe     2013-07-18 Antruffet   mother mother_protected           | mother:d
tage      2013-08-19 Antruffet   both father_abroad                | mother:d father:d
ulla      2013-09-20 Antruffet   mother mother_exempt mother_protected | mother:p
vagn      2014-01-21 Mistænkt    mother mother_young               | mother:!recipient_is_a_minor
winnie    2014-02-22 Antruffet   none                              | -
xenia     2014-03-23 Antruffet   unnamed                           | -
yrsa      2014-04-24 Antruffet   both child_dead                   | mother:!child_is_dead father:!child_is_dead
zita      2014-05-25 Antruffet   both in_care                      | mother:d father:d
aage      2011-06-26 Sigtet      both in_care                      | mother:d father:d young:d
oester    2013-10-27 Antruffet   both lives_elsewhere              | mother:d father:d
anker     2012-11-01 Antruffet   unknown                           | -
bodil     2012-12-02 Antruffet   same_mother_as_anna               | mother:d
anna      2011-12-10 Sigtet      both                              | mother:d father:d
arne      2011-11-25 Sigtet      both                              | mother:d father:d young:p
astrid    2011-11-26 Sigtet      both                              | mother:d father:d
bo        2008-11-25 Sigtet      both                              | young:d
bent      2008-11-26 Sigtet      both                              | mother:d father:d young:d
cilla     2012-01-05 Forurettet  both against_claus                | mother:d father:d
claus     2011-01-06 Sigtet      both against_cilla                | mother:d father:d young:d
dorte     2012-02-07 Forurettet  mother against_ditlev             | mother:d
ditlev    2012-03-08 Mistænkt    father against_dorte              | father:d
erik      2015-01-09 Antruffet   both mother_ended                 | father:d
freja     2015-02-10 Antruffet   both father_to_come               | mother:d
"""
"""The letters are told of on Monday the 23rd of November 2026, and are due on Wednesday the 25th: whoever turns 15 or
18 by then is told, or tells, as one who is. Until the birthday itself the young person has no box, and gets paper."""


@dataclass(frozen=True)
class Household:
    name: str
    born: str
    role: str
    family: frozenset[str]
    letters: frozenset[str]

    @property
    def child(self) -> str:
        return f"{self.name.capitalize()} Opdigtet"

    @property
    def against(self) -> str | None:
        """Who is on the other side of the same incident."""
        return next((one.removeprefix("against_") for one in self.family if one.startswith("against_")), None)

    @property
    def journal(self) -> str:
        return "-".join(sorted(filter(None, (self.name, self.against))))


def households() -> list[Household]:
    found = []
    for line in TABLE.strip().splitlines():
        said, _, letters = line.partition("|")
        name, born, role, *family = said.split()
        found.append(Household(name, born, role, frozenset(family), frozenset(letters.replace("-", "").split())))
    return found

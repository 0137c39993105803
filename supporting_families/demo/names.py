"""Forenames and surnames of the fictional authority, with weights that fall off by rank.

Forenames are listed by hand from many origins; most surnames are combined from syllables, so that
nobody's name is copied from a register and yet common and rare names both occur.
"""

from __future__ import annotations

import numpy as np

FEMALE_FORENAMES = tuple(
    """
    Olivia Amelia Isla Ava Mia Ivy Lily Isabella Rosie Sophia Grace Willow Freya Florence Emily Ella
    Poppy Evie Elsie Charlotte Evelyn Sienna Sofia Daisy Phoebe Alice Harriet Sophie Matilda Ruby
    Emilia Maya Millie Isabelle Eva Luna Jessica Ada Aria Arabella Maisie Esme Eliza Penelope Bonnie
    Chloe Mabel Violet Hallie Scarlett Thea Imogen Delilah Layla Orla Molly Nancy Zara Erin Lottie
    Aisha Fatima Maryam Khadija Zainab Amina Safiya Hafsa Noor Ayesha Sumaiya Halima Nadia Samira
    Leila Yasmin Priya Ananya Diya Meera Kavya Anjali Sunita Lakshmi Nisha Pooja Simran Jasleen
    Harpreet Manpreet Gurleen Mei Ling Xiu Hui Yan Thuy Linh Hanh Chidinma Ngozi Adaeze Temitope
    Folake Abena Akosua Esi Wanjiru Njeri Zanele Thandiwe Zofia Maja Lena Oliwia Kinga Agnieszka
    Katarzyna Ioana Andreea Elena Mihaela Ines Beatriz Lucia Paloma Carmen Noemi Giulia Chiara
    Francesca Anouk Margot Celine Hannah Rachel Miriam Tamar Shira Sarah Emma Laura Claire Nicola
    Michelle Lisa Karen Julie Susan Deborah Tracey Sharon Amanda Joanne Helen Alison Kelly Donna
    Dawn Wendy Jacqueline Gemma Kirsty Stacey Natalie Hayley Leanne Kerry Danielle Victoria Rebecca
    Lauren Samantha Kimberley Bethany Megan Caitlin Rhiannon Sian Cerys Niamh Aoife Siobhan Roisin
    Ailsa Morag Eilidh Catriona Mairead Tegan Lowenna Demelza
    """.split()
)
MALE_FORENAMES = tuple(
    """
    Noah Oliver George Arthur Muhammad Leo Harry Oscar Archie Henry Theodore Freddie Jack Charlie
    Theo Alfie Jacob Thomas Finley Arlo William Lucas Roman Tommy Isaac Teddy Alexander Luca Edward
    James Joshua Albie Elijah Max Mohammed Reuben Mason Sebastian Rory Jude Benjamin Ethan Adam
    Hugo Zachary Louie Ezra Rowan Reggie Frederick Ronnie Hunter Caleb Felix Jaxon Toby Grayson
    Ibrahim Yusuf Omar Hamza Bilal Ismail Zayd Musa Idris Tariq Imran Faisal Kareem Rashid Hassan
    Arjun Rohan Aarav Vihaan Kiran Sanjay Rajesh Vikram Anil Deepak Gurpreet Jaspal Baljit Harjit
    Amrit Wei Jun Ming Hao Jian Minh Duc Quang Chinedu Emeka Obinna Tunde Kwame Kofi Yaw Kamau
    Otieno Sipho Thabo Jakub Kacper Filip Mateusz Piotr Tomasz Wojciech Andrei Mihai Stefan Bogdan
    Mateo Diego Javier Pablo Nuno Tiago Marco Matteo Luigi Etienne Luc Remy Samuel David Daniel
    Joseph Michael John Paul Mark Andrew Stephen Richard Robert Christopher Peter Kevin Gary Ian
    Neil Simon Darren Lee Craig Stuart Wayne Dean Shaun Carl Ryan Jamie Liam Connor Kieran Callum
    Scott Nathan Aaron Jordan Bradley Kyle Curtis Rhys Owain Gethin Iwan Cian Declan Padraig Eoin
    Fergus Lachlan Hamish Angus Ruaridh Jago Piran Denzil Dominic Gabriel Xavier Quentin Tobias
    Malachi Jerome Tyrone Delroy Winston Marlon
    """.split()
)
# In runs of one origin; the order says how common a name is, so an origin comes more than once.
_LISTED_SURNAMES = (
    ("british_isles", "Smith Jones Taylor Brown Williams Wilson Johnson Davies"),
    ("south_asian", "Patel"),
    ("british_isles",
     "Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke"),
    ("muslim", "Khan Ahmed Ali Hussain"),
    ("sikh", "Singh Kaur"),
    ("muslim",
     "Begum Shah Malik Iqbal Akhtar Rahman Islam Chowdhury Miah Uddin Mahmood Mirza"),
    ("south_asian", "Sharma Gupta Mehta Desai Joshi Reddy Nair Iyer Kapoor Chopra"),
    ("sikh", "Gill Sandhu Dhillon Grewal"),
    ("east_asian", "Chen Wang Zhang Liu Huang Cheung Leung Nguyen Tran Pham"),
    ("african",
     "Okafor Okonkwo Adeyemi Balogun Eze Mensah Owusu Boateng Asante Kariuki Mwangi Dlamini Nkosi"),
    ("eastern_european",
     "Kowalski Nowak Wisniewski Zielinski Kaminski Lewandowski Popescu Ionescu Dumitru Stan"),
    ("western_european",
     "Silva Santos Ferreira Pereira Garcia Martinez Lopez Fernandez Rossi Russo Bianchi Ferrari "
     "Dubois Laurent Moreau"),
    ("jewish", "Cohen Levy Katz Goldberg"),
    ("british_isles",
     "Murphy Kelly Byrne Ryan Doyle Gallagher Nolan Quinn Campbell Stewart Fraser Murray Cameron "
     "Sinclair Morgan Griffiths Llewellyn Pritchard Bevan Trelawney Penrose Tregear"),
    ("caribbean", "Baptiste Charles Joseph Francis"),
    ("muslim",
     "Hassan Osman Abdi Farah Warsame Yilmaz Demir Kaya Celik Haddad Nasser Saleh Mansour"),
)  # fmt: skip
KNOWN_AS = {
    full: tuple(short.split())
    for full, short in {
        "Olivia": "Liv Livvy", "Amelia": "Millie Amy", "Isabella": "Bella Izzy", "Sophia": "Sophie",
        "Florence": "Flo Florrie", "Emily": "Em Emmy", "Charlotte": "Lottie Charlie",
        "Evelyn": "Evie", "Sofia": "Sofie", "Harriet": "Hattie", "Matilda": "Tilly",
        "Emilia": "Millie", "Isabelle": "Izzy Belle", "Jessica": "Jess Jessie",
        "Arabella": "Bella", "Eliza": "Liza", "Penelope": "Penny", "Imogen": "Immy",
        "Delilah": "Lilah", "Millie": "Mildred", "Evie": "Eve", "Rosie": "Rose", "Molly": "Mary",
        "Zainab": "Zee", "Maryam": "Mary", "Yasmin": "Yas", "Priya": "Pri", "Harpreet": "Harpi",
        "Manpreet": "Manni", "Simran": "Simi", "Temitope": "Temi", "Zofia": "Zosia",
        "Katarzyna": "Kasia", "Agnieszka": "Aga", "Beatriz": "Bea", "Francesca": "Fran Frankie",
        "Hannah": "Han", "Rachel": "Rach", "Michelle": "Shelley", "Susan": "Sue Susie",
        "Deborah": "Debbie Deb", "Tracey": "Trace", "Amanda": "Mandy", "Joanne": "Jo",
        "Helen": "Nell", "Alison": "Ali", "Jacqueline": "Jackie", "Gemma": "Gem", "Natalie": "Nat",
        "Danielle": "Dani", "Victoria": "Vicky Tori", "Rebecca": "Becky Becca", "Lauren": "Loz",
        "Samantha": "Sam", "Kimberley": "Kim", "Bethany": "Beth", "Megan": "Meg", "Caitlin": "Cait",
        "Catriona": "Cat", "Nicola": "Nicky Nic", "Oliver": "Ollie", "George": "Georgie",
        "Arthur": "Art", "Muhammad": "Mo", "Mohammed": "Mo", "Harry": "Harold Harrison",
        "Archie": "Archibald", "Henry": "Harry", "Theodore": "Theo Teddy",
        "Freddie": "Frederick Alfred", "Jack": "John", "Charlie": "Charles", "Theo": "Theodore",
        "Alfie": "Alfred", "Jacob": "Jake", "Thomas": "Tom Tommy", "William": "Will Bill",
        "Tommy": "Thomas", "Isaac": "Zac", "Teddy": "Edward", "Alexander": "Alex Sandy",
        "Edward": "Ed Ted", "James": "Jim Jamie", "Joshua": "Josh", "Albie": "Albert",
        "Elijah": "Eli", "Max": "Maxwell", "Sebastian": "Seb", "Benjamin": "Ben",
        "Zachary": "Zac", "Louie": "Louis", "Reggie": "Reginald", "Frederick": "Fred Freddie",
        "Ronnie": "Ronald", "Toby": "Tobias", "Ibrahim": "Ibby", "Gurpreet": "Gurp",
        "Chinedu": "Nedu", "Mateusz": "Mati", "Wojciech": "Wojtek", "Tomasz": "Tomek",
        "Samuel": "Sam", "David": "Dave", "Daniel": "Dan Danny", "Joseph": "Joe", "Michael": "Mike",
        "John": "Johnny", "Andrew": "Andy", "Stephen": "Steve", "Richard": "Rich Dick",
        "Robert": "Rob Bob", "Christopher": "Chris", "Peter": "Pete", "Kevin": "Kev",
        "Gary": "Gaz", "Simon": "Si", "Darren": "Daz", "Stuart": "Stu", "Jamie": "James",
        "Nathan": "Nate", "Bradley": "Brad", "Dominic": "Dom", "Gabriel": "Gabe", "Tobias": "Toby",
    }.items()
}  # fmt: skip
SPELT_OTHERWISE = {
    "Chloe": "Chloë", "Celine": "Céline", "Sian": "Siân", "Ines": "Inés",
    "Lucia": "Lucía", "Noemi": "Noémi", "Niamh": "Neve", "Siobhan": "Siobhán",
    "Roisin": "Róisín", "Aoife": "Aoifé", "Mairead": "Mairéad",
    "Aisha": "A'isha", "Ayesha": "Aisha", "Fatima": "Fatimah", "Maryam": "Mariam",
    "Khadija": "Khadijah", "Zainab": "Zaynab", "Amina": "Aminah", "Safiya": "Safiyyah",
    "Noor": "Nur", "Leila": "Layla", "Layla": "Leila", "Pooja": "Puja", "Sophie": "Sofie",
    "Mia": "Mya", "Isla": "Ayla", "Eva": "Ava", "Zara": "Zahra", "Sarah": "Sara",
    "Rachel": "Rachael", "Claire": "Clare", "Rebecca": "Rebekah", "Hannah": "Hanna",
    "Caitlin": "Kaitlyn", "Alison": "Allison", "Tracey": "Tracy", "Hayley": "Hailey",
    "Muhammad": "Mohammad", "Mohammed": "Mohamed", "Yusuf": "Yousef", "Omar": "Umar",
    "Ismail": "Isma'il", "Zayd": "Zaid", "Kareem": "Karim", "Hassan": "Hasan", "Faisal": "Faysal",
    "Sanjay": "Sunjay", "Vikram": "Vickram", "Etienne": "Étienne", "Remy": "Rémy",
    "Padraig": "Pádraig", "Cian": "Cían", "Rory": "Ruairi", "Ruaridh": "Rory",
    "Stephen": "Steven", "Stuart": "Stewart", "Stewart": "Stuart", "Shaun": "Sean",
    "Kieran": "Ciaran", "Connor": "Conor", "Jaxon": "Jackson", "Luca": "Luka", "Zachary": "Zachery",
    "Clarke": "Clark", "Thompson": "Thomson", "Davies": "Davis", "Evans": "Evens",
    "Hussain": "Hussein", "Ahmed": "Ahmad", "Chowdhury": "Choudhury", "Uddin": "Udin",
    "Rahman": "Rehman", "Miah": "Mia", "Mahmood": "Mehmood", "Akhtar": "Akhter", "Iqbal": "Eqbal",
    "Sharma": "Sarma", "Reddy": "Reddi", "Zhang": "Chang", "Cheung": "Chung",
    "Nguyen": "Nguyễn", "Wisniewski": "Wiśniewski", "Zielinski": "Zieliński",
    "Kaminski": "Kamiński", "Garcia": "García", "Martinez": "Martínez",
    "Lopez": "López", "Fernandez": "Fernández", "Cohen": "Cohan", "Byrne": "Burn",
    "Doyle": "O'Doyle", "Kelly": "O'Kelly", "Quinn": "O'Quinn", "Murphy": "Murphey",
    "Gallagher": "Gallaher", "Llewellyn": "Llewelyn", "Griffiths": "Griffith",
    "Farah": "Faarah", "Abdi": "Cabdi", "Yilmaz": "Yılmaz", "Celik": "Çelik",
}  # fmt: skip
_SURNAME_STARTS = tuple(
    """
    Ash Brad Black Carl Cros Dun East Elm Fair Grant Hart Hazel Hol Kirk Lang Lock Mar Mill North
    Oak Pen Red Rush Sand Sel South Stan Thorn Under Wake War West Whit Win Wych Yar Bent Crow Fen
    Marsh
    """.split()
)
_SURNAME_ENDS = tuple(
    """
    bourne bridge bury by croft dale den field ford gate ham hurst ley more ridge stead thorpe ton
    wick worth
    """.split()
)


def _origins() -> dict[str, str]:
    """The origin of every surname, in the order of how common the names are."""
    listed = {name: origin for origin, text in _LISTED_SURNAMES for name in text.split()}
    combined = (start + end for end in _SURNAME_ENDS for start in _SURNAME_STARTS)
    return listed | {name: "british_isles" for name in combined if name not in listed}


FORENAMES = np.array([*FEMALE_FORENAMES, *MALE_FORENAMES], dtype=object)
SURNAMES = np.array([*_origins()], dtype=object)
SURNAME_ORIGINS = np.array([*_origins().values()], dtype=object)
FEMALE_COUNT = len(FEMALE_FORENAMES)


def _weights(count: int) -> np.ndarray:
    weights = 1.0 / np.power(np.arange(count) + 12.0, 0.7)
    return weights / weights.sum()


_FEMALE_WEIGHTS = _weights(len(FEMALE_FORENAMES))
_MALE_WEIGHTS = _weights(len(MALE_FORENAMES))
_SURNAME_WEIGHTS = _weights(len(SURNAMES))


def draw_forenames(rng: np.random.Generator, is_female: np.ndarray) -> np.ndarray:
    """One forename number a person, female names first in `FORENAMES`, male names after them."""
    female = rng.choice(FEMALE_COUNT, size=len(is_female), p=_FEMALE_WEIGHTS)
    male = FEMALE_COUNT + rng.choice(len(MALE_FORENAMES), size=len(is_female), p=_MALE_WEIGHTS)
    return np.where(is_female, female, male)


def next_forename(number: np.ndarray) -> np.ndarray:
    """The next forename of the same sex; used when brothers or sisters drew the same name."""
    female = (number + 1) % FEMALE_COUNT
    male = FEMALE_COUNT + (number - FEMALE_COUNT + 1) % len(MALE_FORENAMES)
    return np.where(number < FEMALE_COUNT, female, male)


def beginning_alike(number: int, is_female: bool) -> list[int]:
    """Other forenames of a sex with the first letter of this one, the next in the list first."""
    numbers = range(FEMALE_COUNT) if is_female else range(FEMALE_COUNT, len(FORENAMES))
    letter = FORENAMES[number][0]
    alike = [other for other in numbers if FORENAMES[other][0] == letter and other != number]
    return sorted(alike, key=lambda other: (other < number, other))


def draw_surnames(rng: np.random.Generator, count: int) -> np.ndarray:
    """`count` surname numbers by weight."""
    return rng.choice(len(SURNAMES), size=count, p=_SURNAME_WEIGHTS)


def surname_texts(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Surnames as written; `second` is the other half of a double-barrelled name, else -1."""
    texts = SURNAMES[first].copy()
    double = second >= 0
    texts[double] = texts[double] + "-" + SURNAMES[second[double]]
    return texts

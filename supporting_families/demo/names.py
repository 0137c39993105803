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
_LISTED_SURNAMES = tuple(
    """
    Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans
    Walker White Roberts Green Hall Wood Jackson Clarke Khan Ahmed Ali Hussain Singh Kaur Begum
    Shah Malik Iqbal Akhtar Rahman Islam Chowdhury Miah Uddin Mahmood Mirza Sharma Gupta Mehta Desai
    Joshi Reddy Nair Iyer Kapoor Chopra Gill Sandhu Dhillon Grewal Chen Wang Zhang Liu Huang Cheung
    Leung Nguyen Tran Pham Okafor Okonkwo Adeyemi Balogun Eze Mensah Owusu Boateng Asante Kariuki
    Mwangi Dlamini Nkosi Kowalski Nowak Wisniewski Zielinski Kaminski Lewandowski Popescu Ionescu
    Dumitru Stan Silva Santos Ferreira Pereira Garcia Martinez Lopez Fernandez Rossi Russo Bianchi
    Ferrari Dubois Laurent Moreau Cohen Levy Katz Goldberg Murphy Kelly Byrne Ryan Doyle Gallagher
    Nolan Quinn Campbell Stewart Fraser Murray Cameron Sinclair Morgan Griffiths Llewellyn Pritchard
    Bevan Trelawney Penrose Tregear Baptiste Charles Joseph Francis Hassan Osman Abdi Farah Warsame
    Yilmaz Demir Kaya Celik Haddad Nasser Saleh Mansour
    """.split()
)
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


def _surnames() -> tuple[str, ...]:
    combined = (start + end for end in _SURNAME_ENDS for start in _SURNAME_STARTS)
    return tuple(dict.fromkeys([*_LISTED_SURNAMES, *combined]))


FORENAMES = np.array([*FEMALE_FORENAMES, *MALE_FORENAMES], dtype=object)
SURNAMES = np.array(_surnames(), dtype=object)
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


def draw_surnames(rng: np.random.Generator, count: int) -> np.ndarray:
    """`count` surname numbers by weight."""
    return rng.choice(len(SURNAMES), size=count, p=_SURNAME_WEIGHTS)


def surname_texts(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Surnames as written; `second` is the other half of a double-barrelled name, else -1."""
    texts = SURNAMES[first].copy()
    double = second >= 0
    texts[double] = texts[double] + "-" + SURNAMES[second[double]]
    return texts

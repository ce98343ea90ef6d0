"""Enrolment (ENROL-1, ENROL-2 of 07-confidentiality.md): the form of its messages, what they prove,
and the words that two people compare."""

from pathlib import Path

import acts
from handshakes import MOST_ENROLMENT, NN, End
from invites import invite_name, invite_proof, invite_psk
from items import Reader, Refused, write_item
from keys import BOXED_MORE, unbox
from names import read_hash
from seals import require_seat, seat_hash, tagged
from shapes import fixed, read_text, read_within
from states import one_of, or_null

OFFER, CLAIM, TEST, ANSWER, ADMISSION, REFUSAL = range(6)
TESTED = 16
LONGEST_REASON = 64
WORDS = Path(__file__).resolve().parent.parent / "words.txt"

read_box = fixed(TESTED + BOXED_MORE)

# ENROL-1: the items of each message after its number.
SHAPES = {
    OFFER: (read_hash, read_hash, or_null(read_hash), read_hash, read_hash),
    CLAIM: (fixed(32), fixed(32), fixed(32), fixed(64), fixed(32), fixed(32)),
    TEST: (fixed(32), read_box, read_box),
    ANSWER: (fixed(TESTED), fixed(TESTED)),
    ADMISSION: (read_hash, fixed(32)),
    REFUSAL: (lambda reader: read_text(reader, LONGEST_REASON),)}
COUNTS = {1 + len(shape) for shape in SHAPES.values()}


def read_message(data):
    """ENROL-1: a message as a tuple that begins with its number. Whether the array has the right
    count is known by that."""
    reader = Reader(data)
    count = reader.array(one_of(*COUNTS))
    number = read_within(reader, (OFFER, REFUSAL))
    if count != 1 + len(SHAPES[number]):
        raise Refused("wrong-count", 0)
    found = (number, *(read(reader) for read in SHAPES[number]))
    reader.end()
    return found


def write_message(message):
    """The one encoding of a message."""
    return write_item(message)


def ends(seed, joiner, issuer):
    """SHAKE-6: the two sides of the handshake, by the secrets of their ephemeral keys."""
    return [End(NN, initiator, invite_name(seed), ephemeral, psk=invite_psk(seed))
            for initiator, ephemeral in ((True, joiner), (False, issuer))]


def sessions(both):
    """The sessions of the two sides."""
    return [end.session(MOST_ENROLMENT) for end in both]


def claim_hash(claim, offer):
    """SEAT-1: the hash of the claim in a claim, whose first seat the offer names."""
    return seat_hash(*claim[1:4], offer[3])


def require_claim(claim, offer, seed, session):
    """ENROL-1: the keys are sound, and both proofs right."""
    signing, box, device, proof, invited, _ = claim[1:]
    require_seat(acts.Seat(signing, box, device, offer[3], proof), offer[2])
    if invited != invite_proof(seed, session, claim_hash(claim, offer)):
        raise Refused("bad-proof", 0)


def tested(test, box, device, session):
    """ENROL-1: the answer of somebody with these two secrets."""
    return ANSWER, unbox(box, test[2], session), unbox(device, test[3], session)


def commitment(random):
    """ENROL-1: what the issuer is bound to before it knows the claim."""
    return tagged("commit", random)


def require_commitment(offer, test):
    """ENROL-2: before the words are shown."""
    if offer[5] != commitment(test[1]):
        raise Refused("bad-commitment", 0)


def word_list():
    """The list of 256 words."""
    return WORDS.read_text("ascii").split()


def words(session, claim, offer, test):
    """ENROL-2: the four words that both show."""
    found = tagged("words", session, claim_hash(claim, offer), claim[6], test[1])
    return [word_list()[byte] for byte in found[:4]]

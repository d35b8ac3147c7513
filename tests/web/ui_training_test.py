"""Classes, course import, check-ins, entries by staff, leave and objections in Chromium against a box that is not there: what each role
sees and may do, what is refused, on a desk and on a phone, in both languages."""
from ui_fake_box_test import looked_around

if __name__ == "__main__":
    with looked_around("training"):
        pass

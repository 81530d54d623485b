"""A make-believe regency to try the product on: nothing in here is real."""

"""What people can answer and ask for in Airflow's UI, in the words that stand there."""

ALL_OF_THEM, SOME, NONE = CHOICES = ("Setujui semua", "Setujui, kecuali yang dipilih", "Tolak")

RESEND, SENT, NOT_SENT, LEAVE = ACTIONS = ("send once more", "it was sent", "it was not sent", "it need not leave")

"""What coordinators and administrators do besides editing: reminders, retention, the journal, tasks.

It may call every package below. The facts of a listing are changed through `editing`, never from here.
"""

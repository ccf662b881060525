"""Personal data in what people write: which stretches of a text are numbers or names of a person.

Sources: GB 11643-1999 (citizen identity number; its check digit is ISO 7064 MOD 11-2, which the
permanent residence card of 2023 shares), ISO/IEC 7812-1 (card numbers), ITU-T E.164 and China's
numbering plan (telephones), ICAO Doc 9303 (nine characters of a passport's number), RFC 5322 in so
far as people use it (e-mail), WeChat's rule for ids (a letter, then 5-19 letters, digits, _ or -).
"""

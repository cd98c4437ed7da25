"""Every printed document of the platform as PDF, by Typst templates and the pinned Chinese fonts.

One module a document: a frozen dataclass of what it says and `render(...) -> bytes`. The same input gives
the same bytes. All take `watermark=""` (compile.DEMONSTRATION for demonstrations), and refuse (BadInput)
characters that the fonts lack, pictures that are not PNG or JPEG, and printing nothing.

certificate             SpecialAbilityCertificate | SkillLevelCertificate: render(one) with the token attached;
                        certificates_pdf(many, on_progress=None)
admission_ticket        AdmissionTicket: render(one) with notes; tickets_pdf(many, on_progress=None), four a sheet
seat_labels             render(labels, on_progress=None), 24 a sheet
door_list, room_plan, attendance_sheet, scoring_sheet      render(*one_or_more)
preparation_notice      PreparationNotice
paper                   Paper of Parts of Questions (text, pictures, raised text, small tables)
answer_key              AnswerKey
conformity_certificate  ConformityCertificate; the conclusion follows from the checks
handover_slip           HandoverSlip (S002 annex 11)
confidentiality_pledge  ConfidentialityPledge (S002 annex 5)
development_form        DevelopmentForm, annexes 7 to 10 of S002
filing_form             FilingForm, S004 annex 2
review_feedback, accepted_roster        S004 三(二)2
resource_directions, shortage_list, key_projects           S000 annexes 1 to 3
custody_statement, inspection_announcement, result_announcement, statistics_report
table_report            TableReport: any list of a screen
career_advice           CareerAdvice: the adviser's one page

Under them: compile (template and data to PDF), bulk (thousands in chunks), report (documents made of
blocks), glyphs (missing_glyphs(text)), plain (dates and numbers in words), pictures, qr, token_attachment.
"""

"""ACT: from a plan to what was moved. The only code that changes users' folders and the trash."""

settings-title = Settings
settings-language = Language
settings-look = Look
settings-look-hint = The app follows the light or dark setting of your device.
settings-limits = Limits
settings-limit-upload = A file may have up to { $megabytes } MB and { $columns } columns.
settings-limit-runs = { $runs ->
    [one] One training runs at a time; others wait for their turn.
   *[other] { $runs } trainings run at a time; others wait for their turn.
}
settings-limit-kept = Uploads and runs are deleted after { $days } days.
settings-limit-kept-forever = Uploads and runs are kept until you delete them.
settings-model = Language model
settings-model-off = Off. Goals are read on this server by rules; no account and no key are needed.
settings-data = Your data
settings-datasets = Data sets
settings-runs = Runs
settings-size = Size on disk
settings-size-help = Everything that is kept on this server: data, drafts, runs and models.
settings-reset = Reset the samples
settings-reset-help = Brings back sample data and finished runs that were deleted. Your own work stays.
settings-reset-done = The samples are back.
settings-delete = Delete all my data
settings-delete-title = Delete all your data?
settings-delete-sentence = All uploads, drafts, runs and models on this server will be deleted. This cannot be undone; the samples stay.
settings-delete-do = Delete everything

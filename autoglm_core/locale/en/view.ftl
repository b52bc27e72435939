# Times
view-seconds = { $seconds } s
view-minutes = { $minutes } min
view-minutes-seconds = { $minutes } min { $seconds } s
view-hours = { $hours } h
view-hours-minutes = { $hours } h { $minutes } min
view-days = { $days } d
view-days-hours = { $days } d { $hours } h
view-few-seconds = a few seconds
view-about = about { $time }
view-up-to = up to { $time }

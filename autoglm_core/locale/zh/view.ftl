# Times
view-seconds = { $seconds } 秒
view-minutes = { $minutes } 分钟
view-minutes-seconds = { $minutes } 分 { $seconds } 秒
view-hours = { $hours } 小时
view-hours-minutes = { $hours } 小时 { $minutes } 分
view-days = { $days } 天
view-days-hours = { $days } 天 { $hours } 小时
view-few-seconds = 几秒
view-about = 约 { $time }
view-up-to = 最多 { $time }

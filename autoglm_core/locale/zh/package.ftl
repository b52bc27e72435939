error-package-too-new = 该模型由更新的版本保存（格式 { $format }），请升级 Open-AutoGLM 后再打开。
error-package-damaged = 模型包已损坏：{ $file } 缺失或无法读取，请重新下载。
error-package-not-found = 在“{ $path }”没有找到模型包，请检查路径。
error-package-hash = 模型包在保存后被改动：{ $file } 与清单不一致，请重新下载。

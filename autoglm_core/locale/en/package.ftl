error-package-too-new = This model was saved by a newer version (format { $format }). Update Open-AutoGLM to open it.
error-package-damaged = The model package is damaged: { $file } is missing or cannot be read. Download it again.
error-package-not-found = There is no model package at “{ $path }”. Check the path.
error-package-hash = The model package was changed after it was saved: { $file } does not match its manifest. Download it again.

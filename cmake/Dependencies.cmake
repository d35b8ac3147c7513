# Every library from outside, found once, under one name. All are Debian 12's own packages (scripts/deps.sh).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(LIBAV REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil libswscale)
# Downloads of counting models (xueshi models install).
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
find_package(SQLiteCpp REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(prometheus-cpp CONFIG REQUIRED COMPONENTS core)
find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)

# OpenCV by parts: `find_package(OpenCV)` asks for modules that the small -dev packages do not bring.
find_path(OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
foreach(part core imgproc dnn objdetect)
  find_library(OPENCV_${part} opencv_${part} REQUIRED)
  add_library(opencv_${part}_lib INTERFACE)
  target_link_libraries(opencv_${part}_lib INTERFACE ${OPENCV_${part}})
  target_include_directories(opencv_${part}_lib SYSTEM INTERFACE ${OPENCV_INCLUDE})
endforeach()

find_library(PAHO_CPP paho-mqttpp3 REQUIRED)
find_library(PAHO_C paho-mqtt3as REQUIRED)
add_library(paho_mqtt INTERFACE)
target_link_libraries(paho_mqtt INTERFACE ${PAHO_CPP} ${PAHO_C})

# Spreadsheets in and out, and the code on the board.
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
find_library(XLSXWRITER xlsxwriter REQUIRED)

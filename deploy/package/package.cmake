# `cpack -G DEB`; it needs dpkg-dev and file.
string(TIMESTAMP build_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(VERSION ${PROJECT_VERSION})
set(DATE ${build_date})
configure_file(${package_source}/changelog.in changelog @ONLY)
generated(changelog.gz DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/changelog
  COMMAND gzip -9nc changelog)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/changelog.gz DESTINATION ${documentation})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME dispatcher)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "dispatcher maintainers <dispatcher@example.com>")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "durable, limit-keeping sender of text messages
A daemon that drains a durable queue of text messages into Twilio Proxy, each
as one HTTPS request, as fast as the provider allows and never faster, in order
for each participant. What was acknowledged is not lost, and what is known to
be sent is never sent again.

With proxy-simulator, a stand-in for the provider, it can be tried offline.")
# Of the libraries that it links; and who makes its group, who reloads it, and whom TLS trusts.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd (>= 252), procps, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${package_source}/postinst ${package_source}/prerm
  ${package_source}/postrm ${package_source}/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)

<?php
/** What a web server's rewrite rules do: existing files as they are, everything else to WordPress's front door. */

require __DIR__ . '/prepend.php'; // PHP's server does not prepend it to a router

$root = rtrim( ABSPATH, '/' );
$path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );

if ( str_contains( $path, '..' ) ) {
	http_response_code( 400 );
	return true;
}
if ( is_file( $root . $path ) || is_file( $root . rtrim( $path, '/' ) . '/index.php' ) && str_starts_with( $path, '/wp-admin' ) ) {
	return false;
}

$_SERVER['SCRIPT_NAME']     = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $root . '/index.php';
$_SERVER['PHP_SELF']        = '/index.php';
unset( $_SERVER['PATH_INFO'] );
require $root . '/index.php';
